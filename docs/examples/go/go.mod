module lamp

go 1.19

require iot-jobs-local/iotjobs v0.0.0

replace iot-jobs-local/iotjobs => /usr/share/iot-jobs-local/fixtures/go
